"""The means of bench/Zonal by GDAL: zones burnt into a grid that is FINER times as fine, so a cell's share is counted in FINER^2 points.

python3 gdal.py GRIDS BOUNDARIES FINER VARIABLE...
"""

import sys

import numpy
from osgeo import gdal, ogr

gdal.UseExceptions()
ogr.UseExceptions()
grids, boundaries, finer, variables = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4:]
source = ogr.Open(boundaries)
for variable in variables:
    grid = gdal.Open(f'NETCDF:"{grids}":{variable}')
    west, width, _, north, _, height = grid.GetGeoTransform()
    columns, rows = grid.RasterXSize, grid.RasterYSize
    if height > 0:
        raise SystemExit("The rows of this grid begin in the south: not supported here.")
    edges = numpy.radians(north + height * numpy.arange(rows + 1))
    areas = numpy.repeat((numpy.sin(edges[:-1]) - numpy.sin(edges[1:]))[:, None], columns, axis=1)
    shares = []
    for number in range(source.GetLayer().GetFeatureCount()):
        fine = gdal.GetDriverByName("MEM").Create("", columns * finer, rows * finer, 1, gdal.GDT_Byte)
        fine.SetGeoTransform((west, width / finer, 0, north, 0, height / finer))
        layer = source.GetLayer()
        one = ogr.GetDriverByName("Memory").CreateDataSource("one")
        target = one.CreateLayer("one", layer.GetSpatialRef())
        target.CreateFeature(layer.GetFeature(number))
        gdal.RasterizeLayer(fine, [1], target, burn_values=[1])
        burnt = fine.ReadAsArray().reshape(rows, finer, columns, finer)
        shares.append(burnt.mean(axis=(1, 3)))
    for step in range(1, grid.RasterCount + 1):
        band = grid.GetRasterBand(step)
        values = band.ReadAsArray().astype(float)
        scale, offset, nodata = band.GetScale() or 1, band.GetOffset() or 0, band.GetNoDataValue()
        if nodata is not None:
            values[values == nodata] = numpy.nan
        values = values * scale + offset
        for number, share in enumerate(shares):
            weights = numpy.where(numpy.isnan(values), 0, share * areas)
            print(f"{variable},{step},{number + 1},{numpy.nansum(weights * values) / weights.sum():.17g}")
