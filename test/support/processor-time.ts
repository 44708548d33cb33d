/** Milliseconds of processor time that some work takes on this thread: what else the machine does is not counted. */
export function processorTime(work: () => void): number {
  const start = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / 1000;
}
