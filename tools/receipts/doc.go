// Package receipts holds the tools for receipts: the images of expenses and reports,
// and the e-receipts and images of a person's receipt library.
package receipts
