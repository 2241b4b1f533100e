import type { Point } from './frame';

/** What is drawn at one place: the worst that lies there, of equals the newest, and how many it stands for. */
export interface Dot { point: Point; count: number }

const TILE_PX = 512;
const EXACT_ZOOM = 12; // From here on every point is drawn where it is.
const LATITUDE_MAX = 85.051129;

/** How finely a zoom tells points apart: they are thinned anew when this changes. */
export const grain = (zoom: number): number => Math.min(EXACT_ZOOM, Math.floor(zoom));

/** Of points that stand closer together than people can tell at a zoom, one: else tens of thousands are drawn over each other. */
export function thin(points: Iterable<Point>, zoom: number, cellPx: number): Dot[] {
  if (zoom >= EXACT_ZOOM) return Array.from(points, point => ({ point, count: 1 }));
  const across = (TILE_PX * 2 ** zoom) / cellPx;
  const columns = Math.ceil(across) + 1;
  const cells = new Map<number, Dot>();
  for (const point of points) {
    const column = Math.floor(((point.lon + 180) / 360) * across);
    const sine = Math.sin((Math.max(-LATITUDE_MAX, Math.min(LATITUDE_MAX, point.lat)) * Math.PI) / 180);
    const row = Math.floor((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * across);
    const [cell, key] = [cells.get(row * columns + column), row * columns + column];
    if (!cell) cells.set(key, { point, count: 1 });
    else {
      cell.count++;
      if (weight(point) > weight(cell.point) || (weight(point) === weight(cell.point) && point.id > cell.point.id)) cell.point = point;
    }
  }
  return [...cells.values()];
}

// What nobody has answered yet goes before what somebody has.
const weight = ({ level, acknowledged }: Point): number => level * 2 + (acknowledged ? 0 : 1);
