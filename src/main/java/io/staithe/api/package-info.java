/**
 * The management API below {@code /api/v1}: one class a resource, JSON in and out, problem details for errors. Decides
 * nothing: it asks who may, hands the change to the package that owns it, and shows what came of it.
 */
@NullMarked
package io.staithe.api;

import org.jspecify.annotations.NullMarked;
