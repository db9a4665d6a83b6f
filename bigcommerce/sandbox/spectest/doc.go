// Package spectest holds HTTP traffic against BigCommerce's published OpenAPI documents (github.com/bigcommerce/docs, folder
// reference): each request and each answer that passes a Checker's transport must be what the matching document describes, or stand
// in the one list of exceptions. It is for tests only.
//
// The documents have no licence that lets them be passed on, so they are not part of this module: CARTWIRE_SPECS names
// the folder that holds them. Without it the tests that need them are skipped, or fail where CARTWIRE_REQUIRE_SPECS=1.
package spectest
