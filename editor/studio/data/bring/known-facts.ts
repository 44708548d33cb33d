import type { FileFacts } from "../../../../store/infer/file-facts.ts";
import { lookAt } from "../../../../store/infer/file-facts.ts";
import type { Uploads } from "../uploads.ts";

/** So many files are kept in mind; others are read again. */
const KEPT = 12;

/** A file that was brought, and what is known of its columns. */
export interface Brought {
  readonly upload: string;
  readonly facts: FileFacts;
}

/** Looks at the rows of uploads, at each once. */
export class KnownFacts {
  private readonly uploads: Uploads;
  private readonly known = new Map<string, FileFacts>();

  constructor(uploads: Uploads) {
    this.uploads = uploads;
  }

  /** @throws StudioProblem when an upload is gone; WorkspaceError when it can't be read */
  async of(ids: readonly string[]): Promise<Brought[]> {
    const found: Brought[] = [];
    for (const upload of ids) {
      // What has been let go meanwhile is not looked up in memory either.
      const file = this.uploads.file(upload);
      const facts = this.known.get(upload) ?? (await lookAt(file));
      this.known.delete(upload);
      this.known.set(upload, facts);
      for (const oldest of this.known.keys()) if (this.known.size > KEPT) this.known.delete(oldest);
      found.push({ upload, facts });
    }
    return found;
  }
}
