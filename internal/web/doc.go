// Package web owns how the server's own pages look and what keeps them safe:
// headers, cookies, forms, secrets in links, and which requests are let in.
//
// It knows nothing of what the pages are about. They are plain HTML without a
// script and without anything from another server, so that the policy they are
// sent with can forbid both.
package web
