import { LngLatBounds, Map as MapLibre, Marker, NavigationControl, ScaleControl, setWorkerUrl } from 'maplibre-gl';
import { onThemeChange } from '../colours';
import { text } from '../texts';
import { read, RECORDS, WARNINGS, type Point } from './frame';
import { Picker } from './picker';
import { Records } from './records';
import { paint, style } from './style';
import { Warnings } from './warnings';

setWorkerUrl(new URL('./maplibre-gl-worker.js', import.meta.url).href);

const FLY_MS = 600;
const WORLD = { center: [60, 18] as [number, number], zoom: 1.4 };

export interface SituationMap {
  points(frame: ArrayBuffer): void;
  fresh(): void;
  areas(): void;
  select(point: number | null, at: [number, number] | null): void;
  show(lon: number, lat: number): void;
  /** The rows of the page's list are what is drawn. */
  found(points: Point[]): void;
  picker(onPoint: (point: [number, number]) => void, onRing: (ring: [number, number][]) => void): Picker;
}

/** Draws the map into its element. Rejects where there is no WebGL. */
export async function mountMap(element: HTMLElement, onPick: (point: number) => void, onRecord: (dot: number) => void): Promise<SituationMap> {
  const { lon, lat, focus } = element.dataset;
  const duty = lon === undefined && element.dataset['pick'] === undefined && element.dataset['found'] === undefined;
  const chosen = !duty && element.dataset['found'] === undefined || location.hash.includes('map='); // Read before the map writes its own.
  element.replaceChildren();
  const map = new MapLibre({
    container: element,
    style: style(),
    ...(lon === undefined ? WORLD : { center: [Number(lon), Number(lat)] as [number, number], zoom: 4.5 }),
    hash: duty ? 'map' : false, // Every view has a URL.
    attributionControl: { compact: false, customAttribution: text('map.borders') },
    locale: { 'Map.Title': text('map.title') },
    fadeDuration: 0,
    maxPitch: 0,
    dragRotate: false,
    touchPitch: false,
    canvasContextAttributes: { antialias: false },
  });
  map.addControl(new NavigationControl({ showCompass: false }), 'top-left');
  map.addControl(new ScaleControl(), 'bottom-left');
  await map.once('load');

  const [records, warnings] = [new Records(map, element.dataset['pick'] === undefined ? onRecord : null), new Warnings(map, onPick)];
  let picker: Picker | null = null;
  const repaint = (): void => {
    paint(map);
    for (const layers of [records, warnings, picker]) layers?.paint();
  };
  repaint();
  onThemeChange(repaint);
  new ResizeObserver(() => map.resize()).observe(element);
  if (lon !== undefined) new Marker({ element: cross(), anchor: 'center' }).setLngLat([Number(lon), Number(lat)]).addTo(map);

  let fitted = chosen;
  if (element.dataset['found'] === undefined) void warnings.loadAreas(focus);
  return {
    points: buffer => {
      if (element.dataset['found'] !== undefined) return;
      const { layer, points } = read(buffer);
      if (layer === RECORDS) void records.add(points);
      if (layer === WARNINGS) {
        warnings.add(points);
        fitted ||= fit(map, warnings.coordinates);
      }
    },
    found: points => {
      records.fresh();
      void records.add(points);
      fitted ||= fit(map, points.map(({ lon: x, lat: y }) => [x, y]));
    },
    fresh: () => { if (element.dataset['found'] === undefined) { records.fresh(); warnings.fresh(); } },
    areas: () => void warnings.loadAreas(focus),
    select: (point, at) => {
      warnings.select(point);
      if (at && !map.getBounds().contains(at)) map.flyTo({ center: at, zoom: Math.max(map.getZoom(), 4), duration: FLY_MS });
    },
    show: (x, y) => void map.flyTo({ center: [x, y], zoom: Math.max(map.getZoom(), 6), duration: FLY_MS }),
    picker: (onPoint, onRing) => {
      picker = new Picker(map, onPoint, onRing);
      picker.paint();
      return picker;
    },
  };
}

// Where nobody has chosen a view, the warnings choose it.
function fit(map: MapLibre, coordinates: [number, number][]): boolean {
  if (coordinates.length === 0) return false;
  const bounds = together(coordinates).reduce((all, point) => all.extend(point), new LngLatBounds());
  map.fitBounds(bounds, { padding: 60, maxZoom: 5, duration: 0 });
  return true;
}

// Points on both sides of the antimeridian are near each other: the world is cut where the widest gap is.
function together(coordinates: [number, number][]): [number, number][] {
  const sorted = coordinates.map(([lon]) => lon).sort((a, b) => a - b);
  let [widest, cut] = [sorted[0]! + 360 - sorted.at(-1)!, sorted[0]!];
  for (let i = 1; i < sorted.length; i++) {
    const gap = sorted[i]! - sorted[i - 1]!;
    if (gap > widest) [widest, cut] = [gap, sorted[i]!];
  }
  return coordinates.map(([lon, lat]) => [lon < cut ? lon + 360 : lon, lat]);
}

function cross(): HTMLElement {
  const element = document.createElement('i');
  element.className = 'cross';
  return element;
}
