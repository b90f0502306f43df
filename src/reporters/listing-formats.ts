/** Formats of a list of endpoints or tables. */
export const listingFormats = ['pretty', 'json', 'csv', 'markdown'] as const;

export type ListingFormat = (typeof listingFormats)[number];

/** Formats of the module graph. */
export const graphFormats = ['pretty', 'json', 'dot', 'mermaid', 'html'] as const;

export type GraphFormat = (typeof graphFormats)[number];
