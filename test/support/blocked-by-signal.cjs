// Loaded into a server before its own program: has its main loop stand still for 2 s when it is told to.
process.on('SIGUSR2', function standStill() {
  const untilMs = performance.now() + 2_000;
  while (performance.now() < untilMs);
});
