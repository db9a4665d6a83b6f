// Package bigcommerce speaks BigCommerce's REST management API: credentials, requests, quota, errors, permissions.
//
// The rules of the house, each with where it comes from:
//
//   - A token goes only to https://api.bigcommerce.com, or to the one host that a person allowed in plain words
//     (Config.AllowInsecureHost); a legacy account's only to the store's own host, whose custom domain a person confirms.
//     Redirects are never followed. It is a Secret, which no verb of fmt, no log and no JSON shows.
//   - Addresses are joined, never concatenated: a trailing slash is answered with 403 although the token is fine
//     (github.com/bigcommerce/api issue 95).
//   - One request is one unit of a quota that all apps of a store share; it is told in the X-Rate-Limit headers
//     (docs: api-docs/getting-started/api-rate-limits). Quota spends our share of it to the last request of a window
//     and never past it.
//   - 429 waits the longer of X-Retry-After and X-Rate-Limit-Time-Reset-Ms; without those headers it backs off
//     exponentially (docs: start/migration/4_errors, start/about). 408 and 5xx are asked again, 501, 505 and 507 never
//     (docs: start/about/status-codes). A 401 is asked once more, a 403 never.
//   - A legacy account has another quota, so many requests in the last hour, told by X-BC-ApiLimit-Remaining; used up, it is
//     HTTP 509.
//   - Writes go one at a time, whoever sends them (docs: store-operations/catalog/inventory-adjustments). Absolute stock
//     and an order's status are the same when they are set twice, so they are repeated like reads. A shipment is repeated
//     only where the store surely did nothing; otherwise UnknownOutcomeError has the caller look first, since the API has
//     no key that makes a repetition harmless.
//   - An empty v2 collection is 204 without a body. v2 errors are arrays, v3 errors are objects, and the gateway
//     answers v2 paths with an object as well; a 401 may be text (orders.v2, orders.v3 and catalog specs).
//   - 403 on /v2/time means that token and store hash don't belong together; 403 elsewhere names a permission that
//     was not ticked (github.com/Space48/bigcommerce-token-validator, its recorded answers).
//   - Money is decimal text, number or null; dates are RFC 1123 with a numeric zone, RFC 3339 or Unix seconds
//     (orders.v2 spec, store_information.v2 spec). Fields nobody here reads may have any type.
//   - Orders are asked for with include=consignments.line_items,fees and consignment_structure=object
//     (github.com/bigcommerce/docs pull request 754). A consignment is cut at 50 lines
//     (github.com/bigcommerce/docs issue 960), so quantities are added up and, where they don't, the order's lines
//     are read from /v2/orders/{id}/products.
//   - v3 lists are followed by their links and rows: a page may be shorter than asked for and its page count wrong
//     (docs: common-query-params).
//   - Whether a permission is "modify" is found out by sending {} where something is required: 403 comes before the
//     complaint about what is missing (github.com/Space48/bigcommerce-token-validator).
//   - A filter that can't be parsed is ignored by the store without a word (github.com/bigcommerce/bigcommerce-api-php
//     issue 89), so the rows of a page are held against the filter.
package bigcommerce
