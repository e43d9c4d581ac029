return await Musubi.Fleet.Commands.FleetCommandLine.RunAsync(args);
