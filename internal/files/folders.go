package files

// Folders are the folders that files may come from.
type Folders struct{}
