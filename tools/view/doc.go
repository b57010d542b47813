// Package view owns how Concur's things look to an agent: reports, expenses,
// exceptions and amounts as the toolsets show them, so that each looks the same
// wherever it appears.
//
// It turns payloads into views; it sends nothing.
package view
