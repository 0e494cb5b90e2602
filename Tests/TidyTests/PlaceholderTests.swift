// The checks of layers and sizes go here.
