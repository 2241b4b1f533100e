import type { ExpressionSpecification, Map as MapLibre, StyleSpecification } from 'maplibre-gl';
import { colour } from '../colours';

const geo = (name: string): string => new URL(`./geo/${name}`, import.meta.url).href;

const FONT = ['sans-serif']; // No glyph server: text is drawn from the machine's own fonts.
const bigEnough: ExpressionSpecification = ['>=', ['get', 'population'], ['step', ['zoom'], 1e6, 5, 5e5, 6, 1e5]];

/** Natural Earth below, nothing fetched from elsewhere. */
export function style(): StyleSpecification {
  return {
    version: 8,
    projection: { type: 'mercator' },
    sources: {
      land: { type: 'geojson', data: geo('land.json'), tolerance: 0.5, attribution: 'Natural Earth' },
      lines: { type: 'geojson', data: geo('lines.json'), tolerance: 0.5 },
      labels: { type: 'geojson', data: geo('labels.json') },
      places: { type: 'geojson', data: geo('places.json'), attribution: 'GeoNames (CC-BY)' },
    },
    layers: [
      { id: 'sea', type: 'background' },
      { id: 'land', type: 'fill', source: 'land', paint: { 'fill-antialias': false } },
      { id: 'coast', type: 'line', source: 'lines', filter: ['==', ['get', 'kind'], 'coast'], paint: { 'line-width': 0.8 } },
      { id: 'border', type: 'line', source: 'lines', filter: ['==', ['get', 'kind'], 'border'], paint: { 'line-width': ['interpolate', ['linear'], ['zoom'], 2, 0.6, 7, 1.4] } },
      { id: 'disputed', type: 'line', source: 'lines', filter: ['==', ['get', 'kind'], 'disputed'], paint: { 'line-dasharray': [3, 3], 'line-width': ['interpolate', ['linear'], ['zoom'], 2, 0.6, 7, 1.4] } },
      { id: 'place-dot', type: 'circle', source: 'places', minzoom: 4, filter: bigEnough, paint: { 'circle-radius': 1.8 } },
      {
        id: 'country', type: 'symbol', source: 'labels', maxzoom: 7,
        layout: {
          'text-field': ['upcase', ['get', 'name']], 'text-font': FONT, 'text-letter-spacing': 0.12, 'text-max-width': 7,
          'text-size': ['interpolate', ['linear'], ['zoom'], 2, 9, 6, 13], 'symbol-sort-key': ['-', 0, ['get', 'area']],
        },
        paint: { 'text-halo-width': 1.2 },
      },
      {
        id: 'place', type: 'symbol', source: 'places', minzoom: 4, filter: bigEnough,
        layout: {
          'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': 11, 'text-anchor': 'left', 'text-offset': [0.5, 0],
          'symbol-sort-key': ['-', 0, ['get', 'population']],
        },
        paint: { 'text-halo-width': 1.2 },
      },
    ],
  };
}

/** The level of a feature as a colour. */
export function levelColour(level: ExpressionSpecification): ExpressionSpecification {
  const levels = [1, 2, 3, 4].flatMap(value => [value, colour(`level-${value}`)]);
  return ['match', level, ...levels, colour('level-0')] as unknown as ExpressionSpecification;
}

const painted: [layer: string, property: string, name: string][] = [
  ['sea', 'background-color', 'map-sea'],
  ['land', 'fill-color', 'map-land'],
  ['coast', 'line-color', 'map-coast'],
  ['border', 'line-color', 'map-border'],
  ['disputed', 'line-color', 'map-border'],
  ['place-dot', 'circle-color', 'map-label'],
  ['country', 'text-color', 'map-label'],
  ['country', 'text-halo-color', 'map-land'],
  ['place', 'text-color', 'map-place'],
  ['place', 'text-halo-color', 'map-land'],
];

/** Colours come from the style sheet, so that the theme can change under a map that is already drawn. */
export function paint(map: MapLibre): void {
  for (const [layer, property, name] of painted) map.setPaintProperty(layer, property as never, colour(name) as never);
}
