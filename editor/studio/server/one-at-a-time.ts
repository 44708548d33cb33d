/** Does one thing after another, in the order in which they are asked for; one that fails holds up none. */
export class OneAtATime {
  private last: Promise<unknown> = Promise.resolve();

  run<Found>(work: () => Promise<Found>): Promise<Found> {
    const done = this.last.then(work);
    this.last = done.catch(() => undefined);
    return done;
  }
}
