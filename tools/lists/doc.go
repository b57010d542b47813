// Package lists holds the tools for the company's lists: what custom fields and the
// like can be set to.
package lists
