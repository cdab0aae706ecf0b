/** The app's colour and measures, on the frame: only values that are legible and in bounds are taken. */

import { showTheme } from "idos-look/theme";
import type { Look } from "../protocol.ts";

type Rgb = readonly [number, number, number];

const SURFACES: Record<"light" | "dark", Rgb> = { light: [255, 255, 255], dark: [24, 29, 35] };
const INKS: readonly Rgb[] = [
  [255, 255, 255],
  [6, 10, 14],
];
/** What text needs on its ground (WCAG 2.2, 1.4.3). */
const CONTRAST = 4.5;
const STEPS = 20;

export function showLook(look: Look): void {
  showTheme(look.theme);
  const { style } = document.documentElement;
  for (const [name, value] of Object.entries(properties(look))) {
    if (value === null) style.removeProperty(name);
    else style.setProperty(name, value);
  }
}

/** The custom properties that a look sets; null for those that stay as they are. */
export function properties({ accent, radius, fontSize }: Look): Record<string, string | null> {
  const colour = parseColour(accent);
  const light = colour && legible(colour, SURFACES.light);
  const dark = colour && legible(colour, SURFACES.dark);
  const size = pixels(fontSize, 13, 20);
  return {
    "--accent": light && dark && `light-dark(${css(light)}, ${css(dark)})`,
    "--accent-ink": light && dark && `light-dark(${css(inkOn(light))}, ${css(inkOn(dark))})`,
    "--accent-soft":
      light &&
      dark &&
      "light-dark(color-mix(in srgb, var(--accent) 10%, #fff), color-mix(in srgb, var(--accent) 14%, #181d23))",
    "--radius": px(pixels(radius, 0, 28)),
    "--text-1": px(size && size - 2),
    "--text-2": px(size),
    "--text-3": px(size && size + 3),
  };
}

/** `#rgb` or `#rrggbb`. */
export function parseColour(text: string): Rgb | null {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(text.trim());
  const full = short
    ? short.slice(1).map((digit) => digit + digit)
    : /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text.trim())?.slice(1);
  const [red, green, blue] = (full ?? []).map((pair) => Number.parseInt(pair, 16));
  return red === undefined || green === undefined || blue === undefined ? null : [red, green, blue];
}

/** The colour, moved away from its ground as far as text on it needs. */
export function legible(colour: Rgb, ground: Rgb): Rgb {
  const away = luminance(ground) > 0.5 ? 0 : 255;
  for (let step = 0; step <= STEPS; step += 1) {
    const mixed = colour.map((part) => Math.round(part + ((away - part) * step) / STEPS)) as unknown as Rgb;
    if (contrast(mixed, ground) >= CONTRAST) return mixed;
  }
  return [away, away, away];
}

export function contrast(one: Rgb, other: Rgb): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((left, right) => left - right);
  return (lighter + 0.05) / (darker + 0.05);
}

function inkOn(colour: Rgb): Rgb {
  return INKS.reduce((best, ink) => (contrast(ink, colour) > contrast(best, colour) ? ink : best));
}

function luminance(colour: Rgb): number {
  const [red = 0, green = 0, blue = 0] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function pixels(text: string, least: number, most: number): number | null {
  const [, number] = /^(\d{1,3}(?:\.\d{1,2})?)px$/.exec(text.trim()) ?? [];
  const size = Number(number ?? Number.NaN);
  return size >= least && size <= most ? size : null;
}

function px(size: number | null): string | null {
  return size === null ? null : `${size}px`;
}

function css(colour: Rgb): string {
  return `rgb(${colour.join(" ")})`;
}
