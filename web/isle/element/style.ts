/** The element's box. The frame inside is transparent, so that its rounded corners show the app's page. */

export const sheet = new CSSStyleSheet();

sheet.replaceSync(`
  :host { color-scheme: light dark; display: block; inline-size: 100%; max-inline-size: 440px; }
  :host([theme="light"]) { color-scheme: light; }
  :host([theme="dark"]) { color-scheme: dark; }
  :host([hidden]) { display: none; }
  :host([data-pill]) { inline-size: 80px; }
  iframe { background: transparent; block-size: 320px; border: 0; color-scheme: inherit;
    display: block; inline-size: 100%; }
  :host([data-pill]) iframe { block-size: 40px !important; }
  div { background: Canvas; border: 1px solid GrayText; border-radius: 12px; color: CanvasText; font: 15px/1.5
    system-ui, sans-serif; padding: 16px; }
  p { margin: 0 0 12px; }
  button { font: inherit; min-block-size: 40px; padding: 4px 16px; }
`);
