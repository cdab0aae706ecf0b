/** Every word of the framed view, in both languages. */

import { inLanguage } from "idos-look/text";
import { de } from "./messages.de.ts";
import { en } from "./messages.en.ts";

export const t = inLanguage<typeof en>({ en, de });
