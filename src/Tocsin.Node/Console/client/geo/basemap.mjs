// The map's own layers, at 1:50m: land, lines (coast, border, disputed), country labels, places.
import { writeFileSync } from 'node:fs';
import { mesh } from 'topojson-client';
import { cutLines } from './antimeridian.mjs';
import * as disputed from './disputed.mjs';
import { collection, compact, countries, land, places, point, topology } from './sources.mjs';

const PLACE_POPULATION_MIN = 100_000;

export function writeBasemap(folder) {
  const topo = topology('50m');
  const states = countries(topo);
  const write = (name, value) => writeFileSync(folder + name, compact(value, 3));
  write('land.json', collection(land(topo)));
  write('lines.json', collection(lines(topo)));
  write('labels.json', collection(states.map(label)));
  write('places.json', collection(places(PLACE_POPULATION_MIN).map(place =>
    point(place.loc.coordinates, { name: place.name, population: place.population }))));
}

function lines(topo) {
  const all = topo.objects.countries;
  const coast = mesh(topo, all, (a, b) => a === b).coordinates;
  const pairs = new Map();
  mesh(topo, all, (a, b) => a !== b && pairs.set(key(a, b), [a, b]) && false);
  const [agreed, contested] = [[], []];
  for (const [one, other] of pairs.values()) {
    const between = mesh(topo, all, (a, b) => a !== b && key(a, b) === key(one, other));
    const sorted = disputed.split(one, other, between.coordinates);
    agreed.push(...sorted.agreed);
    contested.push(...sorted.disputed);
  }
  return [line('coast', coast), line('border', agreed), line('disputed', contested)];
}

const key = (a, b) => [a.properties.name, b.properties.name].sort().join('|');
const line = (kind, coordinates) =>
  ({ type: 'Feature', properties: { kind }, geometry: cutLines({ type: 'MultiLineString', coordinates }) });

function label({ properties, geometry }) {
  const rings = geometry.coordinates.map(polygon => ({ ring: polygon[0], ...moments(polygon[0]) }));
  const largest = rings.reduce((a, b) => (Math.abs(b.area) > Math.abs(a.area) ? b : a));
  return point(largest.centre, { name: properties.name, area: Math.abs(largest.area) });
}

// Area and centroid in square degrees (the shoelace formula): enough to place a label and to rank it.
function moments(ring) {
  let [twice, x, y] = [0, 0, 0];
  for (let i = 0; i + 1 < ring.length; i++) {
    const cross = ring[i][0] * ring[i + 1][1] - ring[i + 1][0] * ring[i][1];
    twice += cross;
    x += (ring[i][0] + ring[i + 1][0]) * cross;
    y += (ring[i][1] + ring[i + 1][1]) * cross;
  }
  return { area: twice / 2, centre: twice === 0 ? ring[0] : [x / 3 / twice, y / 3 / twice] };
}
