import { arm } from './arm';
import { dropDraft, keepDraft } from './draft';
import type { SituationMap } from './map/map';
import { text } from './texts';

type Position = [lon: number, lat: number];
interface Found { name: string; country: string; lon: number; lat: number }

const SEARCH_LENGTH_MIN = 2;
const SEARCH_PAUSE_MS = 150;

/** The report form: its draft, and the map and place search that fill its fields. */
export function mountReport(form: HTMLFormElement, map: Promise<SituationMap | null>): void {
  keepDraft(form);
  const field = (name: string): HTMLInputElement => form.elements.namedItem(name) as HTMLInputElement;
  const set = (values: Record<string, string>): void => {
    for (const [name, value] of Object.entries(values)) field(name).value = value;
    form.dispatchEvent(new Event('input'));
  };
  searchPlaces(field('place'), place => {
    set({ lon: String(place.lon), lat: String(place.lat), polygon: '', radiusKm: field('radiusKm').value || '25' });
    void map.then(shown => shown?.show(place.lon, place.lat));
  });
  void map.then(shown => {
    if (!shown) return;
    const picker = shown.picker(
      ([lon, lat]) => set({ lon: String(lon), lat: String(lat), polygon: '', radiusKm: field('radiusKm').value || '25' }),
      ring => set({ lon: '', lat: '', radiusKm: '', polygon: JSON.stringify(ring) }));
    const show = (): void => {
      if (picker.drawing) return;
      const point = field('lon').value && field('lat').value ? [Number(field('lon').value), Number(field('lat').value)] as Position : null;
      const ring = field('polygon').value ? JSON.parse(field('polygon').value) as Position[] : [];
      picker.show({ point, radiusKm: Number(field('radiusKm').value), ring });
    };
    form.addEventListener('input', show);
    form.addEventListener('reset', () => setTimeout(() => set({ polygon: '' })));
    form.addEventListener('reset', () => setTimeout(() => dropDraft(form)));
    form.addEventListener('click', event => {
      const button = event.target as Element;
      if (button.closest('[data-draw]')) {
        picker.draw();
        form.querySelector('[data-draft-says]')!.textContent = text('draw.hint');
      }
      if (button.closest('[data-draw-clear]')) set({ lon: '', lat: '', radiusKm: '', polygon: '' });
    });
    arm('map');
    show();
  });
}

// The browser's own list shows the names; choosing one fires an input whose value is an entry.
export function searchPlaces(input: HTMLInputElement, onChosen: (place: Found) => void): void {
  const list = document.getElementById('places')!;
  let found = new Map<string, Found>();
  let pause = 0;
  input.addEventListener('input', () => {
    const chosen = found.get(input.value);
    if (chosen) return onChosen(chosen);
    clearTimeout(pause);
    if (input.value.trim().length < SEARCH_LENGTH_MIN) return;
    pause = window.setTimeout(async () => {
      const answer = await fetch(`/live/places?words=${encodeURIComponent(input.value)}`).catch(() => null);
      if (!answer?.ok) return;
      const places = await answer.json() as Found[];
      found = new Map(places.map(place => [`${place.name}, ${place.country}`, place]));
      list.replaceChildren(...[...found.keys()].map(name => Object.assign(document.createElement('option'), { value: name })));
    }, SEARCH_PAUSE_MS);
  });
}
