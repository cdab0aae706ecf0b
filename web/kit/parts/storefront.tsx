import type { ComponentChildren } from "preact";

/** What a company offers, above everything else: some words and buttons, and a picture. */
export function Hero({ picture, children }: { picture: ComponentChildren; children: ComponentChildren }) {
  return (
    <div class="hero">
      <div class="hero-words">{children}</div>
      <div class="hero-picture">{picture}</div>
    </div>
  );
}

/** A few points with a drawing or a number each. */
export function Points({
  items,
}: {
  items: readonly { sign: ComponentChildren; title: string; text: string }[];
}) {
  return (
    <ul class="points">
      {items.map(({ sign, title, text }) => (
        <li key={title} class="card">
          <span class="sign" aria-hidden="true">
            {sign}
          </span>
          <h3>{title}</h3>
          <p class="quiet">{text}</p>
        </li>
      ))}
    </ul>
  );
}

/** What happens on the page, beside what happens in the Isle; one above the other where there is no room. */
export function Split({ isle, children }: { isle: ComponentChildren; children: ComponentChildren }) {
  return (
    <div class="split">
      <div class="split-page">{children}</div>
      <div class="split-isle">{isle}</div>
    </div>
  );
}

/** A payment card as it is drawn; `label` says what it is to those who do not see it. */
export function Plastic({
  brand,
  number,
  holder,
  label,
  isDull = false,
}: {
  brand: string;
  number: string;
  holder: string;
  label: string;
  isDull?: boolean;
}) {
  return (
    <div class={isDull ? "plastic dull" : "plastic"} role="img" aria-label={label}>
      <span class="plastic-brand">{brand}</span>
      <svg class="chip" viewBox="0 0 44 34" aria-hidden="true">
        <rect x="1" y="1" width="42" height="32" rx="6" />
        <path d="M1 12h13v10H1M43 12H30v10h13M14 1v32M30 1v32" />
      </svg>
      <span class="plastic-number">{number}</span>
      <span class="plastic-holder">{holder}</span>
      <svg class="waves" viewBox="0 0 24 24" aria-hidden="true">
        <path d="M6 8a7 7 0 0 1 0 8M10.5 5.5a11 11 0 0 1 0 13M15 3a15 15 0 0 1 0 18" />
      </svg>
    </div>
  );
}
