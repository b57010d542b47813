// Package receipts holds the tools for receipts: the images of expenses and
// reports.
package receipts
