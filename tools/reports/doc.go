// Package reports holds the tools for report headers: finding, opening, changing
// and deleting reports, and what blocks them.
package reports
