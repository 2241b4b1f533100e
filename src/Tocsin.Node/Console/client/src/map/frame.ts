// A binary frame: u8 version = 1, u8 layer, u16 reserved, u32 count, then 20 bytes for each point. Little-endian.
const VERSION = 1;
const HEADER_BYTES = 8;
const POINT_BYTES = 20;
const REMOVED = 1, EXERCISE = 2, ACKNOWLEDGED = 4;

export const RECORDS = 0, WARNINGS = 1;

export interface Point {
  id: number;
  lon: number;
  lat: number;
  value: number;
  level: number;
  removed: boolean;
  exercise: boolean;
  acknowledged: boolean;
}

export interface Frame { layer: number; points: Point[] }

export function read(buffer: ArrayBuffer): Frame {
  const view = new DataView(buffer);
  if (view.getUint8(0) !== VERSION) throw new Error(`map frame of version ${view.getUint8(0)}`);
  const count = view.getUint32(4, true);
  if (buffer.byteLength !== HEADER_BYTES + count * POINT_BYTES) throw new Error(`map frame of ${count} points in ${buffer.byteLength} bytes`);
  const points = Array.from({ length: count }, (_, i) => readPoint(view, HEADER_BYTES + i * POINT_BYTES));
  return { layer: view.getUint8(1), points };
}

function readPoint(view: DataView, at: number): Point {
  const flags = view.getUint8(at + 17);
  return {
    id: view.getUint32(at, true),
    lon: view.getFloat32(at + 4, true),
    lat: view.getFloat32(at + 8, true),
    value: view.getFloat32(at + 12, true),
    level: view.getUint8(at + 16),
    removed: (flags & REMOVED) !== 0,
    exercise: (flags & EXERCISE) !== 0,
    acknowledged: (flags & ACKNOWLEDGED) !== 0,
  };
}
