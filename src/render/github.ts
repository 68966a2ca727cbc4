/** In a workflow of GitHub: what another renderer says, and each problem and failure as an annotation at its line. */
import type { Renderer, Streams } from './renderer.ts';
import { failureAsTold, problemAsTold } from './told.ts';
import { annotationOf, type Where } from './workflow-commands.mjs';

/** Annotations go to stderr, which GitHub reads as well: stdout stays the result's. */
export function githubRenderer(inner: Renderer, streams: Streams, where: Where): Renderer {
  return {
    ...inner,
    problems(found, source) {
      inner.problems(found, source);
      for (const one of found) streams.err(annotationOf(problemAsTold(one), where));
    },
    failure(failure, source) {
      inner.failure(failure, source);
      streams.err(annotationOf(failureAsTold(failure, source), where));
    },
  };
}
