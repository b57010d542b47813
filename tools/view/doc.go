// Package view owns how Concur's things look to an agent: reports, expenses,
// exceptions and amounts as the toolsets show them, so that each looks the same
// wherever it appears.
//
// It also owns what toolsets say alike of a write: whether it took (Written), what
// became of it where the answer was lost (Creations, Undecided, Seen…), and how it is
// undone. It changes nothing in Concur; what it looks up goes through the caller's session.
package view
