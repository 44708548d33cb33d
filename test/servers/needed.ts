/** What `npm run test:engines` tells its tests of the engines that it has started. */
export function needed(name: string): string {
  const value = process.env[name];
  if (value === undefined)
    throw new Error("run these tests with `npm run test:engines`, which starts PostgreSQL and Spark");
  return value;
}
