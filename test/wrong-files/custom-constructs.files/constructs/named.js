export const box = { schema: { type: 'object', properties: {} }, expand: () => ({}) };
