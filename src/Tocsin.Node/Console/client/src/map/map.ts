import { LngLatBounds, Map as MapLibre, Marker, NavigationControl, ScaleControl, setWorkerUrl } from 'maplibre-gl';
import { onThemeChange } from '../colours';
import { text } from '../texts';
import { read, RECORDS, WARNINGS } from './frame';
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
  picker(onPoint: (point: [number, number]) => void, onRing: (ring: [number, number][]) => void): Picker;
}

/** Draws the map into its element. Rejects where there is no WebGL. */
export async function mountMap(element: HTMLElement, onPick: (point: number) => void): Promise<SituationMap> {
  const { lon, lat, focus } = element.dataset;
  const duty = lon === undefined && element.dataset['pick'] === undefined;
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
  });
  map.addControl(new NavigationControl({ showCompass: false }), 'top-left');
  map.addControl(new ScaleControl(), 'bottom-left');
  await map.once('load');

  const [records, warnings] = [new Records(map), new Warnings(map, onPick)];
  let picker: Picker | null = null;
  const repaint = (): void => {
    paint(map);
    for (const layers of [records, warnings, picker]) layers?.paint();
  };
  repaint();
  onThemeChange(repaint);
  new ResizeObserver(() => map.resize()).observe(element);
  if (lon !== undefined) new Marker({ element: cross(), anchor: 'center' }).setLngLat([Number(lon), Number(lat)]).addTo(map);

  let fitted = !duty || location.hash.includes('map=');
  void warnings.loadAreas(focus);
  return {
    points: buffer => {
      const { layer, points } = read(buffer);
      if (layer === RECORDS) void records.add(points);
      if (layer === WARNINGS) {
        warnings.add(points);
        fitted ||= fit(map, warnings.coordinates);
      }
    },
    fresh: () => { records.fresh(); warnings.fresh(); },
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
  const bounds = coordinates.reduce((all, point) => all.extend(point), new LngLatBounds());
  map.fitBounds(bounds, { padding: 60, maxZoom: 5, duration: 0 });
  return true;
}

function cross(): HTMLElement {
  const element = document.createElement('i');
  element.className = 'cross';
  return element;
}
