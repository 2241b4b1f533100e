// world-atlas is stitched for a sphere: the rings of Russia, Fiji and Antarctica run through the antimeridian. On a flat
// map such a ring fills a band of sea, so it is unwrapped, cut at 180 degrees and closed again (RFC 7946, section 3.1.9).

const crosses = line => line.some((point, i) => i > 0 && Math.abs(point[0] - line[i - 1][0]) > 180);

/** Cuts a GeoJSON Polygon or MultiPolygon; what does not cross comes back as it is. */
export function cutArea(geometry) {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  return { type: 'MultiPolygon', coordinates: polygons.flatMap(rings => (rings.some(crosses) ? cutPolygon(rings) : [rings])) };
}

/** Cuts a GeoJSON MultiLineString. */
export function cutLines(geometry) {
  return { type: 'MultiLineString', coordinates: geometry.coordinates.flatMap(line => (crosses(line) ? cutLine(line) : [line])) };
}

function cutPolygon([outer, ...holes]) {
  const pieces = cutRing(outer).map(ring => [ring]);
  for (const hole of holes.flatMap(ring => (crosses(ring) ? cutRing(ring) : [ring]))) {
    pieces.find(([ring]) => contains(ring, hole[0]))?.push(hole);
  }
  return pieces;
}

function cutRing(ring) {
  const flat = closeRoundPole(unwrap(ring));
  const longitudes = flat.map(point => point[0]);
  const first = Math.floor((Math.min(...longitudes) + 180) / 360);
  const last = Math.floor((Math.max(...longitudes) + 180 - 1e-9) / 360);
  const pieces = [];
  for (let world = first; world <= last; world++) {
    const east = clip(flat, x => x >= 360 * world - 180, 360 * world - 180);
    const piece = clip(east, x => x <= 360 * world + 180, 360 * world + 180);
    if (piece.length > 3) pieces.push(piece.map(([x, y]) => [x - 360 * world, y]));
  }
  return pieces;
}

function unwrap(line) {
  let turn = 0;
  return line.map(([x, y], i) => {
    const step = i === 0 ? 0 : x - line[i - 1][0];
    if (step > 180) turn -= 360;
    else if (step < -180) turn += 360;
    return [x + turn, y];
  });
}

// A ring that ends one turn away from where it began goes round a pole: only Antarctica does.
function closeRoundPole(ring) {
  const [first, last] = [ring[0], ring[ring.length - 1]];
  if (Math.abs(last[0] - first[0]) < 180) return ring;
  const pole = first[1] < 0 ? -90 : 90;
  return [...ring, [last[0], pole], [first[0], pole], first];
}

// Sutherland and Hodgman against one meridian.
function clip(ring, inside, meridian) {
  const kept = [];
  for (let i = 0; i + 1 < ring.length; i++) {
    const [a, b] = [ring[i], ring[i + 1]];
    if (inside(a[0])) kept.push(a);
    if (inside(a[0]) !== inside(b[0])) kept.push(between(a, b, meridian));
  }
  return kept.length > 0 ? [...kept, kept[0]] : kept;
}

function between(a, b, meridian) {
  if (a[0] === b[0]) return [meridian, a[1]]; // Both lie on it.
  return [meridian, a[1] + ((meridian - a[0]) / (b[0] - a[0])) * (b[1] - a[1])];
}

function cutLine(line) {
  const pieces = [[line[0]]];
  for (let i = 1; i < line.length; i++) {
    const [a, b] = [line[i - 1], line[i]];
    if (Math.abs(b[0] - a[0]) > 180) {
      const edge = Math.sign(a[0]) * 180;
      const [, y] = between(a, [b[0] + 2 * edge, b[1]], edge);
      pieces[pieces.length - 1].push([edge, y]);
      pieces.push([[-edge, y]]);
    }
    pieces[pieces.length - 1].push(b);
  }
  return pieces;
}

function contains(ring, [x, y]) {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [[xi, yi], [xj, yj]] = [ring[i], ring[j]];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}
