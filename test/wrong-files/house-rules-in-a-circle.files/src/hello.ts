export const main = async () => 'hello';
