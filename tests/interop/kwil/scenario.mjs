// What every scenario shares: stdin is one JSON object, stdout one JSON line for each step.
import {text} from 'node:stream/consumers';

export const given = JSON.parse(await text(process.stdin));

export function say(step, value) {
  process.stdout.write(`${JSON.stringify({step, value: value ?? null})}\n`);
}

/** Say what the work gives, or the error that it throws. */
export async function attempt(step, work) {
  try {
    say(step, await work());
  } catch(error) {
    say(step, {error: error.message});
  }
}
