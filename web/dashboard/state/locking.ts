/** After how long contents are locked, as the person chose for this browser. */

import { ofOrigin, plain } from "idos-app/memory";
import { setting } from "idos-app/setting";
import { oneOf } from "idos-core/shape";

/** Minutes without use. */
export const IDLE_MINUTES = ["5", "15", "60"] as const;

export const idleMinutes = setting(ofOrigin("idle-minutes", plain(oneOf(...IDLE_MINUTES))), "15");

/** Whether contents are locked as soon as the page is out of sight. */
export const locksWhenHidden = setting(ofOrigin("lock-hidden", plain(oneOf("yes", "no"))), "no");
