export const main = async () => ({ ok: true });
