// Package view owns how Concur's things look to an agent: reports, expenses,
// exceptions and amounts as the toolsets show them, so that each looks the same
// wherever it appears. It knows nothing of writes; those are tools/outcome's.
package view
