/** A flow as a picture: places on a grid, and numbered arrows along which something travels. */

import { Icon, type IconName } from "idos-look/icons";
import { useId } from "preact/hooks";

export type Tone = "person" | "company" | "own" | "network";

/** A place; `at` is its column and row, from 0 to 2. */
export interface Place {
  at: readonly [column: number, row: number];
  icon: IconName;
  tone: Tone;
  label: string;
}

/** `step` is the number on it. `lane` moves it aside where several meet: -1, 0 or 1. */
export interface Arrow {
  from: number;
  to: number;
  step: number;
  lane?: number;
  isTwoWay?: boolean;
}

const COLUMNS = [54, 210, 366];
const ROWS = [40, 168, 296];
const HALF_WIDTH = 52;
const HALF_HEIGHT = 36;
const LANE = 17;
const BEND = 10;
/** Arrows end a little before the place, for their tips. */
const GAP = 5;

interface Curve {
  path: string;
  x: number;
  y: number;
}

export function Diagram({ title, places, arrows }: { title: string; places: Place[]; arrows: Arrow[] }) {
  const tip = useId();
  return (
    <svg class="diagram" viewBox="0 0 420 336" role="img" aria-label={title}>
      <defs>
        <marker
          id={tip}
          viewBox="0 0 8 8"
          refX="6"
          refY="4"
          markerWidth="7"
          markerHeight="7"
          orient="auto-start-reverse"
        >
          <path class="tip" d="M1 1l5 3-5 3" />
        </marker>
      </defs>
      {places.map((place) => (
        <PlaceBox key={place.label} {...place} />
      ))}
      {arrows.map((arrow, index) => {
        const { path, x, y } = route(places, arrow);
        const end = `url(#${tip})`;
        return (
          <g key={arrow.step} style={{ "--turn": index, "--turns": arrows.length }}>
            <path class="way" d={path} marker-end={end} marker-start={arrow.isTwoWay ? end : undefined} />
            <path class="pulse" d={path} pathLength={100} />
            <circle class="step" cx={x} cy={y} r="10" />
            <text class="number" x={x} y={y}>
              {arrow.step}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

function PlaceBox({ at, icon, tone, label }: Place) {
  const [x, y] = centre(at);
  return (
    <g class={`place ${tone}`} transform={`translate(${x} ${y})`}>
      <rect x={-HALF_WIDTH} y={-HALF_HEIGHT} width={2 * HALF_WIDTH} height={2 * HALF_HEIGHT} rx="12" />
      <svg x="-13" y="-28" width="26" height="26" aria-hidden="true">
        <Icon name={icon} />
      </svg>
      <text y="20">{label}</text>
    </g>
  );
}

/** The way of an arrow: straight in a row or column, else along the row first and then along the column. */
function route(places: Place[], { from, to, lane = 0 }: Arrow): Curve {
  const [x0, y0] = centre(places[from]?.at ?? [0, 0]);
  const [x1, y1] = centre(places[to]?.at ?? [0, 0]);
  const [right, down] = [Math.sign(x1 - x0), Math.sign(y1 - y0)];
  if (down === 0) {
    const y = y0 + lane * LANE;
    const [start, end] = [x0 + right * (HALF_WIDTH + GAP), x1 - right * (HALF_WIDTH + GAP)];
    return { path: `M${start} ${y}H${end}`, x: (start + end) / 2, y };
  }
  const x = x1 + lane * LANE;
  const end = y1 - down * (HALF_HEIGHT + GAP);
  if (right === 0) {
    const start = y0 + down * (HALF_HEIGHT + GAP);
    return { path: `M${x} ${start}V${end}`, x, y: (start + end) / 2 };
  }
  const start = x0 + right * (HALF_WIDTH + GAP);
  const path = `M${start} ${y0}H${x - right * BEND}Q${x} ${y0} ${x} ${y0 + down * BEND}V${end}`;
  return { path, x: (start + x) / 2, y: y0 };
}

function centre([column, row]: Place["at"]): [number, number] {
  return [COLUMNS[column] ?? 0, ROWS[row] ?? 0];
}
