/** What the address says after `#`: a tab and how it is filtered. `#finding=‹fingerprint›` is a finding wherever it stands. */
export interface Address {
  readonly tab: string;
  readonly params: URLSearchParams;
}

export function readAddress(): Address {
  const [first = '', ...rest] = location.hash.slice(1).split('&');
  const isTab = first !== '' && !first.includes('=');
  const params = new URLSearchParams((isTab ? rest : [first, ...rest]).join('&'));
  return { tab: isTab ? first : params.has('finding') ? 'findings' : 'overview', params };
}

/** Changes the address without a step in the history, since every key stroke of a search would be one. */
export function writeAddress(tab: string, params: URLSearchParams): void {
  const rest = params.toString();
  history.replaceState(null, '', `#${tab}${rest && `&${rest}`}`);
}
