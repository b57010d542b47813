// Package simulator is a stateful Concur behind an http.Handler: people,
// policies, reports and expenses with Concur's rules of who may do what in
// which state, its error bodies and its ways of printing values.
//
// It is driven by the operation catalogue and knows nothing of the client. What
// Concur's documentation leaves open is decided in one place each, with a
// comment that says "inferred"; docs of the product must not present such
// behaviour as Concur's.
package simulator
