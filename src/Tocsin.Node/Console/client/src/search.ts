import { arm } from './arm';
import { announceText, onMerged } from './fragments';
import type { SituationMap } from './map/map';
import type { Box } from './map/picker';
import { searchPlaces } from './report';
import { text } from './texts';

/** The search of the records: places by name, a box drawn on the map, and the rows as dots. */
export function mountRecordSearch(form: HTMLFormElement, map: Promise<SituationMap | null>): void {
  const field = (name: string): HTMLInputElement => form.elements.namedItem(name) as HTMLInputElement;
  searchPlaces(field('place'), place => {
    field('bbox').value = '';
    void map.then(shown => shown?.show(place.lon, place.lat));
  });
  void map.then(shown => {
    if (!shown) return;
    const draw = (): void => shown.found(rows());
    draw();
    onMerged(draw);
    const picker = shown.picker(() => undefined, () => undefined);
    const showBox = (): void => {
      const box = field('bbox').value.split(',').map(Number);
      if (box.length === 4 && box.every(Number.isFinite)) picker.showBox(box as Box);
      else picker.show({ point: null, radiusKm: 0, ring: [] });
    };
    showBox();
    field('bbox').addEventListener('change', showBox);
    form.querySelector('[data-box]')!.addEventListener('click', () => {
      announceText(text('draw.box'));
      document.getElementById('map')!.dataset['hint'] = text('draw.box');
      picker.box(box => {
        delete document.getElementById('map')!.dataset['hint'];
        field('place').value = '';
        field('bbox').value = box.join(',');
        form.requestSubmit();
      });
    });
    arm('map');
  });
}

function rows(): { id: number; lon: number; lat: number; value: number; level: number; removed: boolean; exercise: boolean; acknowledged: boolean }[] {
  return [...document.querySelectorAll<HTMLElement>('#records tr[data-lon]')].map((row, id) => ({
    id, lon: Number(row.dataset['lon']), lat: Number(row.dataset['lat']), value: 0, level: Number(row.dataset['level']), removed: false, exercise: false, acknowledged: false,
  }));
}
