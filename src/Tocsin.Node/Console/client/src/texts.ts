// The server renders the script's texts into the page, so that there is one source for every word.
const texts = JSON.parse(document.getElementById('texts')!.textContent!) as Record<string, string>;

export function text(key: string, ...values: (string | number)[]): string {
  const found = texts[key];
  if (found === undefined) throw new Error(`no text 'client.${key}'`);
  return found.replace(/\{(\d)\}/g, (_, place: string) => String(values[Number(place)]));
}
