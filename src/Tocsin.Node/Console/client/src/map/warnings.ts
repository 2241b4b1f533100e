import { Marker, type ExpressionSpecification, type GeoJSONSource, type LngLatLike, type Map as MapLibre } from 'maplibre-gl';
import { colour } from '../colours';
import { count } from '../texts';
import type { Point } from './frame';
import { levelColour } from './style';
import { grain, thin, type Dot } from './thin';

const SELECTED_ORDER = 9; // Its ring covers nothing: a mild dot never lies over a severe one.

// A dot that stands for several is a little larger: by a pixel for each time that they are twice as many, four at most.
const more: ExpressionSpecification = ['min', 4, ['/', ['ln', ['get', 'count']], Math.LN2]];
const still = matchMedia('(prefers-reduced-motion: reduce)');

const CELL_PX = 16; // A dot with half of its ring.

/** Warnings: on top of everything, the worst last. Where several are one to the eye, the worst stands for them; the selected one always stands for itself. */
export class Warnings {
  readonly #points = new Map<number, Point>();
  #replace = false;
  #drawing = false;
  #selected: number | null = null;
  #grain = -1;

  constructor(private readonly map: MapLibre, onPick: (point: number) => void) {
    const empty: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };
    map.addSource('areas', { type: 'geojson', data: empty });
    map.addSource('warnings', { type: 'geojson', data: empty });
    map.addLayer({ id: 'area', type: 'fill', source: 'areas', paint: { 'fill-opacity': 0.16 } }, 'country');
    map.addLayer({ id: 'area-edge', type: 'line', source: 'areas', paint: { 'line-width': 1.4 } }, 'country');
    map.addLayer({
      id: 'warnings-ring', type: 'circle', source: 'warnings', layout: { 'circle-sort-key': ['get', 'order'] },
      paint: { 'circle-radius': ['+', 8, ['*', 1.4, ['get', 'level']], more], 'circle-opacity': 0, 'circle-stroke-width': ['case', ['get', 'selected'], 3, ['get', 'acknowledged'], 0.8, 1.6], 'circle-stroke-opacity': ['case', ['get', 'selected'], 1, 0.75] },
    });
    map.addLayer({
      id: 'warnings', type: 'circle', source: 'warnings', layout: { 'circle-sort-key': ['get', 'level'] },
      paint: { 'circle-radius': ['+', 3.4, ['*', 0.9, ['get', 'level']], more], 'circle-stroke-width': 1.2, 'circle-opacity': ['case', ['get', 'acknowledged'], 0.7, 1] },
    });
    map.on('click', 'warnings', event => onPick(event.features![0]!.id as number));
    const say = (several: number): void => {
      map.getCanvas().style.cursor = several > 0 ? 'pointer' : '';
      map.getCanvas().title = several > 1 ? count('map.warnings', several) : '';
    };
    map.on('mouseenter', 'warnings', event => say(event.features![0]!.properties['count'] as number));
    map.on('mouseleave', 'warnings', () => say(0));
    map.on('moveend', () => { if (grain(map.getZoom()) !== this.#grain) this.#draw(); });
  }

  paint(): void {
    const level = levelColour(['get', 'level']);
    this.map.setPaintProperty('warnings', 'circle-color', level);
    this.map.setPaintProperty('warnings', 'circle-stroke-color', colour('map-sea'));
    this.map.setPaintProperty('warnings-ring', 'circle-stroke-color',
      ['case', ['get', 'selected'], colour('map-selected'), ['get', 'exercise'], colour('exercise'), level]);
    for (const [layer, property] of [['area', 'fill-color'], ['area-edge', 'line-color']] as const) {
      this.map.setPaintProperty(layer, property, ['case', ['boolean', ['get', 'exercise'], false], colour('exercise'), levelColour(['get', 'severity'])]);
    }
  }

  fresh(): void {
    this.#replace = true;
  }

  add(points: Point[]): void {
    const first = this.#replace;
    this.#replace = false;
    if (first) this.#points.clear();
    for (const point of points) {
      if (point.removed) this.#points.delete(point.id);
      else {
        if (!first && !this.#points.has(point.id) && !point.acknowledged) this.#pulse(point);
        this.#points.set(point.id, point);
      }
    }
    this.#draw();
  }

  select(point: number | null): void {
    this.#selected = point;
    this.#draw();
  }

  get coordinates(): [number, number][] {
    return [...this.#points.values()].map(({ lon, lat }) => [lon, lat]);
  }

  /** Areas of the warnings in force; with `only`, that warning's alone. */
  async loadAreas(only: string | undefined): Promise<void> {
    const answer = await fetch('/live/areas');
    if (!answer.ok) return;
    const areas = await answer.json() as GeoJSON.FeatureCollection;
    if (only) areas.features = areas.features.filter(area => area.properties?.['warning'] === only);
    await (this.map.getSource('areas') as GeoJSONSource).setData(areas);
  }

  // Several changes in one frame are drawn once.
  #draw(): void {
    if (this.#drawing) return;
    this.#drawing = true;
    requestAnimationFrame(() => {
      this.#drawing = false;
      this.#grain = grain(this.map.getZoom());
      const dots = thin(this.#points.values(), this.#grain, CELL_PX);
      const chosen = this.#selected === null ? undefined : this.#points.get(this.#selected);
      if (chosen && !dots.some(dot => dot.point === chosen)) dots.push({ point: chosen, count: 1 });
      const features = dots.map(dot => feature(dot, dot.point === chosen));
      void (this.map.getSource('warnings') as GeoJSONSource).setData({ type: 'FeatureCollection', features });
      const { dataset } = this.map.getContainer();
      dataset['warnings'] = `${dots.length} of ${this.#points.size}`;
      dataset['selected'] = String(chosen?.id ?? '');
    });
  }

  #pulse({ lon, lat, level }: Point): void {
    if (still.matches) return;
    const element = document.createElement('i');
    element.className = 'pulse';
    element.dataset['level'] = String(level);
    element.innerHTML = '<b></b>';
    const marker = new Marker({ element }).setLngLat([lon, lat] as LngLatLike).addTo(this.map);
    element.firstElementChild!.addEventListener('animationend', () => marker.remove());
  }
}

function feature({ point: { id, lon, lat, level, exercise, acknowledged }, count: several }: Dot, selected: boolean): GeoJSON.Feature {
  const order = selected ? SELECTED_ORDER : level;
  return { type: 'Feature', id, properties: { level, exercise, acknowledged, selected, order, count: several }, geometry: { type: 'Point', coordinates: [lon, lat] } };
}
