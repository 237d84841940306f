/** Where the build puts our credential helper, for PATH. */
import { fileURLToPath } from 'node:url';

/** Beside the built command line, of which this is a part. */
export const HELPER_FOLDER = fileURLToPath(new URL('./bin', import.meta.url));
