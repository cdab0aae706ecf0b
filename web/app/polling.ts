/** Looking again and again, while somebody looks at the page. */

/** Call `look` at once, every so many milliseconds, and when the page comes into sight; see the function given back. */
export function whileVisible(look: () => void, every: number): () => void {
  const lookIfVisible = () => {
    if (!document.hidden) look();
  };
  lookIfVisible();
  const timer = setInterval(lookIfVisible, every);
  document.addEventListener("visibilitychange", lookIfVisible);
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", lookIfVisible);
  };
}
