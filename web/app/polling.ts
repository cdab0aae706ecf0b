/** Looking again and again, while somebody looks at the page. */

/**
 * Call `look` every so many milliseconds while the page is in sight, and when it comes into sight. Ends when the
 * function that is given back is called.
 */
export function whileVisible(look: () => void, every: number): () => void {
  const lookIfVisible = () => {
    if (!document.hidden) look();
  };
  const timer = setInterval(lookIfVisible, every);
  document.addEventListener("visibilitychange", lookIfVisible);
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", lookIfVisible);
  };
}
