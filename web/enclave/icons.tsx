/** Small drawings, all decoration: what they mean is said beside them. */

import type { ComponentChildren } from "preact";

function Icon({ children }: { children: ComponentChildren }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

export const MarkIcon = () => (
  <Icon>
    <path d="M12 3 19 5.6v5.4c0 4.4-2.9 7.7-7 9.5-4.1-1.8-7-5.1-7-9.5V5.6Z" />
    <path class="fill" d="M12 8.6a2.1 2.1 0 0 1 1 3.95l.6 3.45h-3.2l.6-3.45a2.1 2.1 0 0 1 1-3.95Z" />
  </Icon>
);

export const KeyIcon = () => (
  <Icon>
    <circle cx="8" cy="14.5" r="4.5" />
    <path d="M11.4 11.4 19.5 3.5M16 7l3 3" />
  </Icon>
);

export const EyeIcon = () => (
  <Icon>
    <path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z" />
    <circle cx="12" cy="12" r="3" />
  </Icon>
);

export const ShareIcon = () => (
  <Icon>
    <path d="M8.5 3.5h7l4 4v9h-11Z" />
    <path d="M8.5 7.5h-4v13h11v-4" />
  </Icon>
);

export const CheckIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="9" />
    <path d="m8 12.3 2.7 2.7 5.3-5.8" />
  </Icon>
);

export const LockIcon = () => (
  <Icon>
    <rect x="5" y="10.5" width="14" height="10" rx="2" />
    <path d="M8 10.5V8a4 4 0 0 1 8 0v2.5" />
  </Icon>
);
