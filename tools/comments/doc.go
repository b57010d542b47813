// Package comments holds the tools of the comments toolset: what people write on
// reports and expenses.
package comments
