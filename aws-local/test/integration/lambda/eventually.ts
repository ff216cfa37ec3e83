/** Resolves when `condition` holds; jest's own timeout ends a wait in vain. */
export const eventually = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
};
