// The few things that a page cannot do from the controller: remember how it looks, and start the connection so that it comes
// back by itself after the controller was away, however long.
window.musubi = {
  remember: (name, value) => {
    document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=strict; secure`;
  },
  focusFirst: selector => document.querySelector(selector)?.focus(),
  download: async (name, stream) => {
    const address = URL.createObjectURL(new Blob([await stream.arrayBuffer()]));
    const link = document.createElement('a');
    link.href = address;
    link.download = name;
    link.click();
    URL.revokeObjectURL(address);
  },
};

const retryMilliseconds = attempt => Math.min(250 * (attempt + 1), 2000);

// The controller knows nothing of pages that were open before it restarted: when it answers again the page is loaded anew at its address.
const comeBack = async () => {
  for (;;) {
    try {
      const answer = await fetch('/api/v1/health', { cache: 'no-store' });
      if (answer.ok) {
        location.reload();
        return;
      }
    } catch {
      // Still away.
    }

    await new Promise(resolve => setTimeout(resolve, 500));
  }
};

Blazor.start({
  circuit: {
    reconnectionOptions: { maxRetries: 8, retryIntervalMilliseconds: retryMilliseconds },
    reconnectionHandler: {
      onConnectionDown: () => {
        const shown = document.getElementById('components-reconnect-modal');
        if (!shown.open) {
          shown.showModal();
        }

        reconnect();
      },
      onConnectionUp: () => document.getElementById('components-reconnect-modal').close(),
    },
  },
});

const reconnect = async () => {
  for (let attempt = 0; attempt < 8; attempt++) {
    await new Promise(resolve => setTimeout(resolve, retryMilliseconds(attempt)));
    try {
      if (await Blazor.reconnect()) {
        document.getElementById('components-reconnect-modal').close();
        return;
      }

      // The controller is there, but no longer knows this page.
      break;
    } catch {
      // Still away.
    }
  }

  await comeBack();
};
