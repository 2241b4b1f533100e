// Which lines are drawn dashed. Natural Earth shows who holds the ground, which is a claim like any other: a line is
// dashed where it bounds a territory without an ISO 3166-1 number, or is in this table. A node may replace the layer.

const territories = new Set([
  '275', // Palestine
  '732', // Western Sahara
]);

const stretches = [
  { between: ['356', '586'], box: [72.5, 32.3, 80.5, 37.5] }, // India, Pakistan: the Line of Control
  { between: ['156', '356'], box: [72.5, 26.0, 98.0, 37.5] }, // China, India: the Line of Actual Control
  { between: ['643', '804'], box: [32.0, 44.0, 37.0, 46.6] }, // Russia, Ukraine: Crimea
];

export const bounded = country => country.id === undefined || territories.has(country.id);

/** Sorts the border between two countries into its agreed and its disputed lines. */
export function split(one, other, lines) {
  if (bounded(one) || bounded(other)) return { agreed: [], disputed: lines };
  const stretch = stretches.find(({ between }) => between.includes(one.id) && between.includes(other.id));
  if (!stretch) return { agreed: lines, disputed: [] };
  const disputed = lines.filter(line => line.every(point => within(stretch.box, point)));
  return { agreed: lines.filter(line => !disputed.includes(line)), disputed };
}

function within([west, south, east, north], [x, y]) {
  return x >= west && x <= east && y >= south && y <= north;
}
