import { open } from "node:fs/promises";
import type { Readable } from "node:stream";
import { message } from "../../../grammar/texts/message.ts";
import { StudioProblem } from "../data/problem.ts";
import type { Uploads } from "../data/uploads.ts";

const UPLOAD_LIMIT = 1024 * 1024 * 1024;
/** After so many bytes it is looked again whether there is room: others bring files meanwhile. */
const LOOK_AGAIN = 8 * 1024 * 1024;

/**
 * Writes what somebody sends to a new file.
 * @throws StudioProblem when it is too much, or there is no room; what is still sent is then passed over, so that the
 *   answer is read
 */
export async function keepBytes(body: Readable, path: string, uploads: Uploads, person: string): Promise<void> {
  const file = await open(path, "wx");
  let [seen, left] = [0, 0];
  try {
    const pieces: AsyncIterable<Buffer> = body.iterator({ destroyOnReturn: false });
    for await (const piece of pieces) {
      seen += piece.length;
      left -= piece.length;
      if (seen > UPLOAD_LIMIT)
        throw new StudioProblem("bad-file", message("upload-too-large", { gigabytes: UPLOAD_LIMIT / 1024 ** 3 }));
      if (left < 0) left = Math.min(uploads.room(person, -left) + left, LOOK_AGAIN);
      await file.writeFile(piece);
    }
  } catch (error) {
    body.on("error", () => undefined);
    body.resume();
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    // A disk that is full is nothing that the studio could mend.
    if (code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG")
      throw new StudioProblem("bad-file", message("refused-disk-full"));
    throw error;
  } finally {
    await file.close();
  }
}
