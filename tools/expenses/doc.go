// Package expenses holds the tools for the expenses of a report: finding, making,
// changing and deleting them.
//
// Reading and deleting is done through v4; making and changing through v3, which
// has other ids. The tools take either and show the v4 one.
package expenses
