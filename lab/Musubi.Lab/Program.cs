using Musubi.Lab.Commands;

return await LabCommandLine.RunAsync(args);
