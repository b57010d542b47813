// Package attendees holds the tools of the attendees toolset: attendees.
package attendees
